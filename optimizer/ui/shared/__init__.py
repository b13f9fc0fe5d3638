"""What several pages share: what is open, answers on their way, tables, charts, texts and faults as they are shown."""
