"""From marks to ranking: assess, check consistency, rank."""
