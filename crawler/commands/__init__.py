"""The project's own `scrapy` commands; every one ends with an exit code that names its cause."""
