"""The yearly process (条例第四十九条、第五十条): figures are entered, the report is compiled from records,
approved by another person than its author, published and frozen."""
