"""What the indicators come to: pooling of sources, degree, levels. It sees indicator values only."""
