"""What only long or violent runs show: kills, faults, refreshes of large sites, memory, hostile addresses."""
