#!/usr/bin/env python3
"""Campaigns and baskets in the form of the peers' generator (camp_N.json and .txt, bask_L.json and .txt), drawn as a chain
draws them: of N live campaigns about thirty match a basket. Most are for the categories of the season, where those for the
category and those for its best sellers fall on the same lines and so interact, up to about eight at a time.

usage: store_campaigns.py OUTPUT_FOLDER"""
import bisect
import itertools
import json
import os
import random
import sys

PRODUCTS, CATEGORIES, SEGMENTS, SEASON = 20_000, 200, 64, 12

rnd = random.Random(2026)
price = [80 + rnd.randrange(60) * 10 for _ in range(PRODUCTS)]
category = [rnd.randrange(CATEGORIES) for _ in range(PRODUCTS)]
# A category's products by popularity, and the sums by which one of them is drawn.
of_category = [[p for p in range(PRODUCTS) if category[p] == c] for c in range(CATEGORIES)]
shares = list(itertools.accumulate(1 / (place + 2) for place in range(PRODUCTS)))


def popular(products):
    return products[bisect.bisect_left(shares, rnd.random() * shares[len(products) - 1], 0, len(products) - 1)]


def campaign(number, season_share, category_share, everything_share, best_sellers):
    """Shares of campaigns on the season's categories, on whole categories, and on the whole basket; whether those on
    products are for what sells most."""
    one = dict(id=number, kind=0, ids=[], min=0, wd=127, m0=0, m1=1440, rank=0, segs=[])
    if rnd.random() >= everything_share:
        where = rnd.randrange(SEASON if rnd.random() < season_share else CATEGORIES)
        if rnd.random() < category_share:
            one["kind"], one["ids"] = 2, [where]
        else:
            products = of_category[where]
            first = popular(products) if best_sellers else rnd.choice(products)
            one["kind"], one["ids"] = 1, sorted({first, *rnd.sample(products, rnd.randint(0, 5))})
    if rnd.random() < .5:
        one["min"] = rnd.choice([300, 500, 1000] if one["kind"] else [2000, 3000, 5000, 8000])
    if rnd.random() < .3:
        one["wd"] = sum(1 << day for day in rnd.sample(range(7), rnd.randint(1, 3)))
    if rnd.random() < .2:
        one["m0"] = rnd.randrange(0, 1200, 30)
        one["m1"] = one["m0"] + rnd.choice([60, 120, 180, 240])
    if rnd.random() < .3:
        one["rank"] = rnd.randint(1, 4)
    if rnd.random() < .4:
        one["segs"] = sorted(rnd.sample(range(SEGMENTS), rnd.randint(1, 3)))
    one["reward"] = rnd.choice([0, 0, 1, 2, 2]) if one["kind"] else 2
    one["value"] = rnd.choice([[5, 10, 15, 20], [20, 50, 100, 200], [2, 3, 5, 10]][one["reward"]])
    return one


def basket(lines):
    drawn = []
    for _ in range(lines):
        in_season = rnd.random() < .35
        product = popular(of_category[rnd.randrange(SEASON)]) if in_season else popular(range(PRODUCTS))
        pieces = 1 if rnd.random() < .8 else rnd.randint(2, 3)
        drawn.append(dict(sku=product, cat=category[product], amount=price[product] * pieces))
    return dict(lines=drawn, wd=rnd.randrange(7), minute=rnd.randrange(420, 1380), rank=rnd.choice([0, 0, 1, 1, 2, 3, 4]),
                segs=sorted(rnd.sample(range(SEGMENTS), rnd.randint(2, 10))))


def write(folder, name, items, numbers_of):
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(items, file)
    with open(os.path.join(folder, name + ".txt"), "w") as file:
        print(len(items), file=file)
        for item in items:
            print(*numbers_of(item), file=file)


def numbers_of_campaign(c):
    return [c["kind"], len(c["ids"]), *c["ids"], c["min"], c["wd"], c["m0"], c["m1"], c["rank"], len(c["segs"]), *c["segs"],
            c["reward"], c["value"]]


def numbers_of_basket(b):
    lines = [number for line in b["lines"] for number in (line["sku"], line["cat"], line["amount"])]
    return [len(b["lines"]), *lines, b["wd"], b["minute"], b["rank"], len(b["segs"]), *b["segs"]]


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    shapes = {100: (.9, .5, .1, True), 1_000: (.8, .16, .02, True), 10_000: (.2, .026, .001, False)}
    for count, shape in shapes.items():
        write(folder, f"camp_{count}", [campaign(i, *shape) for i in range(count)], numbers_of_campaign)
    for lines in (20, 50):
        write(folder, f"bask_{lines}", [basket(lines) for _ in range(500)], numbers_of_basket)


if __name__ == "__main__":
    main()
