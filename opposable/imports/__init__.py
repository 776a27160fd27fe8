"""Requirements written elsewhere: read a table, understand its columns, make a tender that bids can be judged on."""
