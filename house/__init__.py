"""Programs for those who build the house: budgets, catalogues, the whole test. Dalil itself never imports them."""
