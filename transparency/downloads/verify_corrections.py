"""Check a copy of corrections.json:  python3 verify_corrections.py corrections.json [hash noted earlier]."""

import hashlib
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    corrections = json.load(file)["corrections"]
faults, hashes = [], [""]
for place, correction in enumerate(corrections, start=1):
    told = correction.pop("hash")
    text = json.dumps(correction, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if hashlib.sha256(text.encode()).hexdigest() != told:
        faults.append(f"Correction {correction['number']}: its words are not those that its hash stands for.")
    if (correction["number"], correction["previous"]) != (place, hashes[-1]):
        faults.append(f"Correction {correction['number']}: it does not follow the one before it.")
    hashes.append(told)
missed = [noted for noted in sys.argv[2:] if noted not in hashes[1:]]
faults += [f"No correction has the hash {noted}: the chain was cut or written anew." for noted in missed]
print(*faults, f"Corrections: {len(corrections)}. The last has the hash {hashes[-1] or '(none)'}.", sep="\n")
sys.exit(1 if faults else 0)
