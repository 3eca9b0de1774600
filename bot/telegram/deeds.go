package telegram

import "strings"

// The deeds of calls, for counting: methods of one kind together.
const (
	deedSend   = "send"
	deedEdit   = "edit"
	deedDelete = "delete"
	deedTopic  = "topic"
	deedAnswer = "answer" // to a press
	deedFile   = "file"
	deedAsk    = "ask"
	deedOther  = "other"
)

// Deeds lists what calls do, as [Transport.Called] is told. There are no others.
func Deeds() []string {
	return []string{deedSend, deedEdit, deedDelete, deedTopic, deedAnswer, deedFile, deedAsk, deedOther}
}

// deed tells what the call with this path does. Nothing of the path itself comes out: a file's may hold a name. It is empty for
// polls, which are counted apart.
func deed(path string) string {
	if strings.Contains(path, "/file/bot") {
		return deedFile
	}
	method := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case method == "getUpdates":
		return ""
	case strings.HasSuffix(method, "ForumTopic"):
		return deedTopic
	}
	for _, kind := range [...]struct{ prefix, deed string }{
		{"send", deedSend}, {"copy", deedSend}, {"edit", deedEdit}, {"delete", deedDelete}, {"answer", deedAnswer}, {"get", deedAsk},
	} {
		if strings.HasPrefix(method, kind.prefix) {
			return kind.deed
		}
	}
	return deedOther
}
