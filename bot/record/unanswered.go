package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"safeharbour/bot/box"
	"safeharbour/bot/store"
)

// How people's word that a contact did not answer is counted. After so many reports within so many days somebody must check
// the contact at once; who said it is not kept.
const (
	reportsNeeded = 3
	reportDays    = 7
	// marks is how many marks there are. A person's mark for a contact is always the same, so that pressing thrice counts
	// once; but many people share each, so that it does not tell who pressed, not even with the key. The price: two people
	// in thirty-two count as one.
	marks = 32
)

// unanswered is all that is kept of such reports for one contact: days and marks, no chat, no time of day.
type unanswered struct {
	Days  map[string][]int `json:"days,omitempty"`  // number of the day since 1970 -> marks
	Told  int              `json:"told,omitempty"`  // the day on which the desk was told; 0 is never
	Later bool             `json:"later,omitempty"` // a due item that forgets old days is under way
}

// ReportUnanswered counts that somebody in this chat got no answer from a contact of the directory. It tells whether the
// desk must hear of it now, which is once in seven days, and when the caller must have [ForgetUnanswered] called; zero when
// that is planned already.
func ReportUnanswered(tx store.Tx, contact string, chat box.Chat) (alert bool, forget time.Time, err error) {
	u, err := openUnanswered(tx, contact)
	if err != nil {
		return false, time.Time{}, err
	}
	today := dayNumber(tx.Now())
	u.prune(today)
	mark := int(tx.Index("unanswered/" + contact + "/" + string(chat))[0]) % marks
	if !slices.Contains(u.people(), mark) {
		if u.Days == nil {
			u.Days = map[string][]int{}
		}
		day := strconv.Itoa(today)
		u.Days[day] = append(u.Days[day], mark)
		slices.Sort(u.Days[day]) // their order would tell who came first
	}
	if alert = len(u.people()) >= reportsNeeded && u.Told == 0; alert {
		u.Told = today
	}
	if !u.Later {
		u.Later, forget = true, nextForget(tx.Now())
	}
	return alert, forget, u.save(tx, contact)
}

// ForgetUnanswered drops reports that are too old to count, and the whole record with the last of them. It tells when to
// call it again; zero when nothing is left.
func ForgetUnanswered(tx store.Tx, contact string) (again time.Time, err error) {
	u, err := openUnanswered(tx, contact)
	if err != nil {
		return time.Time{}, err
	}
	u.prune(dayNumber(tx.Now()))
	if len(u.Days) == 0 && u.Told == 0 {
		return time.Time{}, tx.Delete(store.Desk, unansweredKey(contact))
	}
	u.Later = true
	return nextForget(tx.Now()), u.save(tx, contact)
}

func openUnanswered(tx store.Tx, contact string) (*unanswered, error) {
	u := &unanswered{}
	v, err := tx.Get(store.Desk, unansweredKey(contact))
	if errors.Is(err, store.ErrNotFound) {
		return u, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reports of a contact: %w", err)
	}
	if err := json.Unmarshal(v, u); err != nil {
		return nil, fmt.Errorf("decode reports of a contact: %w", err)
	}
	return u, nil
}

func (u *unanswered) save(tx store.Tx, contact string) error {
	v, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("encode reports of a contact: %w", err)
	}
	return tx.Put(store.Desk, unansweredKey(contact), v)
}

// prune drops what is older than the days that count.
func (u *unanswered) prune(today int) {
	for day := range u.Days {
		if n, err := strconv.Atoi(day); err != nil || today-n >= reportDays {
			delete(u.Days, day)
		}
	}
	if today-u.Told >= reportDays {
		u.Told = 0
	}
}

// people are the marks of all days that count, each once.
func (u *unanswered) people() []int {
	var all []int
	for _, list := range u.Days {
		all = append(all, list...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func unansweredKey(contact string) []byte { return []byte("unanswered/" + contact) }

func dayNumber(at time.Time) int { return int(at.Unix() / (24 * 60 * 60)) }

// nextForget is the next midnight: not a span from now, which would tell the time of day of a report.
func nextForget(now time.Time) time.Time {
	return now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
}
