"""Graphs of who answers, accuses and speaks about whom: GraphML and GEXF."""
