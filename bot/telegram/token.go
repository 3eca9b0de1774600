package telegram

import "safeharbour/bot/pattern"

// tokenForm is the form of a bot token: the bot's id, a colon, and letters.
var tokenForm = pattern.New(`^[0-9]{1,20}:[A-Za-z0-9_-]{3,255}$`)

// IsToken tells whether s has the form of a bot token. Whether there is such a bot, only the server knows.
func IsToken(s string) bool { return tokenForm().MatchString(s) }
