#!/usr/bin/env bash
# Makes the fonts of this folder from Debian's packages fonts-noto-core and fonts-noto-mono (20201225-1), with pyftsubset
# of Debian's package fonttools (4.38). Whole scripts stay, hinting goes: a PDF draws outlines. blank.ttf is made from
# nothing: one empty glyph, for the invisible layer of text.
set -euo pipefail
cd "$(dirname "$0")"
noto=/usr/share/fonts/truetype/noto
# Latin with Vietnamese and African letters, Greek, Cyrillic, marks, punctuation, currencies, arrows and signs.
latin=U+0020-052F,U+1AB0-1AFF,U+1DC0-1EFF,U+2000-206F,U+2070-209F,U+20A0-20CF,U+2100-218F,U+2190-21FF,U+2200-22FF,U+25A0-25FF,U+2C60-2C7F,U+A720-A7FF,U+FB00-FB06,U+FFFD
shared=U+0020-007E,U+00A0,U+00AB,U+00BB,U+200B-200F,U+2010-2027,U+2030-203A,U+25CC
small() { # source, characters
  pyftsubset "$noto/$1.ttf" --unicodes="$2" --output-file="$1.ttf" --layout-features='*' --layout-scripts='*' \
    --no-hinting --desubroutinize --name-IDs=0,1,2,13,14 --notdef-outline --drop-tables+=DSIG,meta
}
both() { small "$1-Regular" "$2"; small "$1-Bold" "$2"; }
both NotoSans "$latin"
small NotoSansMono-Regular U+0020-017F,U+2010-2027,U+FFFD
both NotoNaskhArabic "$shared,U+0600-06FF,U+0750-077F,U+08A0-08FF,U+FB50-FDFF,U+FE70-FEFC"
both NotoSansDevanagari "$shared,U+0900-097F,U+1CD0-1CFF,U+20B9,U+A8E0-A8FF"
small NotoSansBengali-Regular "$shared,U+0964-0965,U+0980-09FF"
small NotoSansGurmukhi-Regular "$shared,U+0964-0965,U+0A00-0A7F"
small NotoSansTamil-Regular "$shared,U+0964-0965,U+0B80-0BFF"
small NotoSansTelugu-Regular "$shared,U+0964-0965,U+0C00-0C7F"
small NotoSansMalayalam-Regular "$shared,U+0964-0965,U+0D00-0D7F"
small NotoSansSinhala-Regular "$shared,U+0964-0965,U+0D80-0DFF"
small NotoSansEthiopic-Regular "$shared,U+1200-139F"
both NotoSansThai "$shared,U+0E00-0E7F"
both NotoSansLao "$shared,U+0E80-0EFF"
both NotoSansKhmer "$shared,U+1780-17FF,U+19E0-19FF"
both NotoSansMyanmar "$shared,U+1000-109F,U+A9E0-A9FF,U+AA60-AA7F"
/usr/bin/python3 - <<'END'
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
b = FontBuilder(1000, isTTF=True)
b.setupGlyphOrder([".notdef"])
b.setupCharacterMap({})
b.setupGlyf({".notdef": Glyph()})
b.setupHorizontalMetrics({".notdef": (500, 0)})
b.setupHorizontalHeader(ascent=800, descent=-200)
b.setupOS2()
b.setupPost(keepGlyphNames=False)
b.updateHead(created=0, modified=0)
b.font.recalcTimestamp = False
b.save("blank.ttf")
END
