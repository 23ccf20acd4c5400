"""How does a result look? Drawings of the product's own: plain values in, a piece of SVG out.

No drawing library, and no Django: what a chart says is decided before it comes here. `docs/charts.md` tells
the rules and the calls.
"""
