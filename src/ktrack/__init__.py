"""ktrack: log how you feel after a ketamine infusion, be warned, bring one page to the visit.

Owns the version and nothing else: importing the package must stay free of cost.
"""

__version__ = "0.1.0"
