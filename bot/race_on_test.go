//go:build race

package bot_test

// underRace tells that the race detector is on, which makes everything several times slower.
const underRace = true
