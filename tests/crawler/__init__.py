"""The crawler: its pure parts by table, its manners against a real server on loopback."""
