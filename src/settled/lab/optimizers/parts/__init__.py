"""What the optimizers' files share."""
