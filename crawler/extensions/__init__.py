"""What watches a crawl: the ledger of runs and the progress people see."""
