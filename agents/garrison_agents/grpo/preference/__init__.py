"""Learning from which of two recorded episodes earned more: DPO, SimPO, f-DPO."""
