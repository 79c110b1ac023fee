"""Ape-X DQN on Ray (Horgan et al., "Distributed Prioritized Experience Replay", 2018): `garrison train apex`, `apex:FILE`."""
