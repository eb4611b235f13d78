"""The platform put into production: its image, its services, its life from install to restore."""
