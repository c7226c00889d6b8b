"""The words reports and their pages are made of: labels, dates, titles, values, and how text is made comparable."""
