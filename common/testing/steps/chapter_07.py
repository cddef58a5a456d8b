Chapter07=Chapter08=None
