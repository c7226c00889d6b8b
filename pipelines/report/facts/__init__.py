"""What a report states about itself: its metadata, its agency and the division that agency belongs to."""
