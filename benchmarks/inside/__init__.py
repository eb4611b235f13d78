"""What runs inside a measured process: may import the platform, never the modules around it."""
