"""Charts of plans: frames and drawings without a screen, for the app and for documents."""
