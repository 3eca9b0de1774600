package indicator

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"strings"
)

// stixNamespace makes our ids. It is the UUIDv5 of "safeharbour.stix" in the namespace of domain names. STIX keeps a
// namespace of its own for observables, which others must not use for objects such as ours (STIX 2.1 §2.9).
var stixNamespace = uuid5([16]byte{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}, "safeharbour.stix")

// uuid5 is the name-based UUID of RFC 9562 §5.5.
func uuid5(space [16]byte, name string) (u [16]byte) {
	sum := sha1.Sum(append(space[:], name...))
	copy(u[:], sum[:])
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return u
}

// stixID is the id of an object: the same for the same name, in every export of this producer.
func stixID(kind, producer string, name ...string) string {
	u := uuid5(stixNamespace, strings.Join(append([]string{kind, producer}, name...), "\x00"))
	h := hex.EncodeToString(u[:])
	return kind + "--" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// object is one object of a bundle. Keys come out sorted, so an export of the same counts is the same bytes.
type object map[string]any

// WriteSTIX writes counts of at least so many cases as a STIX 2.1 bundle: the producer as an identity, a location for each
// place, an identity for each company, an indicator for everything else, and for each a sighting with the number of cases.
// Ids are made from what they name and from the producer. All times are the first moment of a month, since nothing more
// is known; so an export later in the same month has objects of the same version. An empty list gives the producer alone.
// Values stand as they are, not made safe to touch: programs read them. [ErrTooFew] when least is too small.
//
// The rules are those of the OASIS standard STIX Version 2.1: §2.9 (ids), §3 (common properties), §4 and §5 (objects), §9
// (patterns).
func WriteSTIX(w io.Writer, list []Count, least int, producer string, names Names) error {
	list, err := AtLeast(list, least)
	if err != nil {
		return err
	}
	by := stixID("identity", producer)
	objects := []object{common("identity", by, by, producerSince, producerSince, object{"name": producer, "identity_class": "organization"})}
	for _, c := range list {
		objects = append(objects, stixOf(c, by, producer, names)...)
	}
	var ids []string
	for _, o := range objects {
		ids = append(ids, o["id"].(string), o["modified"].(string))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(object{"type": "bundle", "id": stixID("bundle", producer, ids...), "objects": objects}); err != nil {
		return fmt.Errorf("write STIX: %w", err)
	}
	return nil
}

// producerSince is when the producer's identity was made: it must be the same in every export.
const producerSince = "2026-01"

// moment is the first moment of a month.
func moment(month string) string { return month + "-01T00:00:00.000Z" }

func common(kind, id, by, first, last string, more object) object {
	o := object{"type": kind, "spec_version": "2.1", "id": id, "created_by_ref": by, "created": moment(first), "modified": moment(last)}
	for k, v := range more {
		o[k] = v
	}
	return o
}

const about = "Named by people in separate requests for help. Nobody has verified it. It says nothing about who is behind it."

// stixOf is an item and its sighting.
func stixOf(c Count, by, producer string, names Names) []object {
	var more object
	kind := "indicator"
	switch c.Kind {
	case Place:
		kind = "location"
		more = object{"name": names(c.Value), "country": strings.ToUpper(c.Value[:2]), "description": about}
	case Company:
		kind = "identity"
		more = object{"name": c.Value, "identity_class": "organization", "description": about}
	default:
		more = object{"name": string(c.Kind), "description": about, "pattern": finder(c.Item), "pattern_type": "stix", "pattern_version": "2.1",
			"valid_from": moment(c.First()), "indicator_types": []string{"unknown"}}
	}
	name := []string{string(c.Kind), c.Value, c.Began} // two objects of one id must have the same "created"
	id := stixID(kind, producer, name...)
	sighting := object{"sighting_of_ref": id, "count": c.Cases, "first_seen": moment(c.First()), "last_seen": moment(c.Last()), "summary": true}
	return []object{
		common(kind, id, by, c.Began, c.Last(), more),
		common("sighting", stixID("sighting", producer, name...), by, c.Began, c.Last(), sighting),
	}
}

// finder is the STIX pattern that finds an item. What STIX has no type for is written as one of our own ("x-").
func finder(it Item) string {
	switch it.Kind {
	case Site:
		if ip, err := netip.ParseAddr(it.Value); err == nil && ip.Is4() {
			return "[ipv4-addr:value = " + literal(it.Value) + "]"
		}
		return "[domain-name:value = " + literal(it.Value) + "]"
	case Wallet:
		chain, address := it.Chain()
		if chain == "" {
			return "[x-cryptocurrency-wallet:address = " + literal(address) + "]"
		}
		return "[x-cryptocurrency-wallet:address = " + literal(address) + " AND x-cryptocurrency-wallet:chain = " + literal(chain) + "]"
	case Account:
		if name, ok := strings.CutPrefix(it.Value, "@"); ok {
			return "[user-account:account_login = " + literal(name) + "]"
		}
		return "[url:value = " + literal("https://"+it.Value) + "]"
	case Mail:
		return "[email-addr:value = " + literal(it.Value) + "]"
	default:
		return "[x-phone-number:value = " + literal(it.Value) + "]"
	}
}

// literal is a string in a pattern: only the quote and the backslash have a meaning there (STIX 2.1 §9.2).
func literal(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
