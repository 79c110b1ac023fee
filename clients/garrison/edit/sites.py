"""Edits of tower points: where they are, where their knights stand, and which of them mislead."""

import math
from dataclasses import replace

from garrison.edit.draft import MOST_SITES, Draft, EditError, Point, Site
from garrison.edit.roads import nearest_on_roads, rounded

FAR_FROM_ROADS = 1.6  # map units: a new point further away than this is taken for a misleading one
RALLY_AWAY = 0.5  # map units: where a misleading point's knights stand, towards the road


def add_site(draft: Draft, at: Point) -> Draft:
    """A new tower point. Its knights stand at the nearest spot of a road; far from all roads it is marked misleading."""
    if len(draft.sites) >= MOST_SITES:
        raise EditError(f"a level has at most {MOST_SITES} tower points")
    return replace(draft, sites=(*draft.sites, _new_site(draft, at)))


def delete_site(draft: Draft, site: int) -> Draft:
    """Without one tower point."""
    _site_of(draft, site)
    if len(draft.sites) <= 1:
        raise EditError("a level needs at least one tower point")
    return replace(draft, sites=draft.sites[:site] + draft.sites[site + 1 :])


def move_site(draft: Draft, site: int, to: Point) -> Draft:
    """One tower point elsewhere; its rally point stays where it is."""
    return _with_site(draft, site, replace(_site_of(draft, site), at=rounded(to)))


def move_rally(draft: Draft, site: int, to: Point) -> Draft:
    """The place where a tower point's knights stand at first."""
    return _with_site(draft, site, replace(_site_of(draft, site), rally=rounded(to)))


def set_misleading(draft: Draft, site: int, misleading: bool) -> Draft:
    """Marks a tower point as put deliberately far from any road, or takes the mark away."""
    return _with_site(draft, site, replace(_site_of(draft, site), misleading=misleading))


def _new_site(draft: Draft, at: Point) -> Site:
    away, _, _, spot = nearest_on_roads(draft, at)
    if away <= FAR_FROM_ROADS:
        return Site(rounded(at), rounded(spot))
    share = RALLY_AWAY / math.dist(at, spot)
    towards = (at[0] + share * (spot[0] - at[0]), at[1] + share * (spot[1] - at[1]))
    return Site(rounded(at), rounded(towards), misleading=True)


def _site_of(draft: Draft, site: int) -> Site:
    if not 0 <= site < len(draft.sites):
        raise EditError(f"there is no tower point {site + 1}; the level has {len(draft.sites)}")
    return draft.sites[site]


def _with_site(draft: Draft, site: int, made: Site) -> Draft:
    return replace(draft, sites=(*draft.sites[:site], made, *draft.sites[site + 1 :]))
