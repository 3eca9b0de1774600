package demo

import (
	"encoding/base64"
	"strconv"
)

// tinyPNG is a picture of one point.
func tinyPNG() []byte {
	const text = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil // the text above is right
	}
	return data
}

// sendFile sends a file of one kind and returns the message's id.
func (p *Person) sendFile(kind, name, mime, caption, album string, data []byte) int {
	p.s.mu.Lock()
	f := p.s.keep(kind, name, mime, data)
	p.s.mu.Unlock()
	m := message{Album: album, content: content{Caption: caption}}
	m.put(kind, f.info)
	return p.say(m)
}

// SendPhoto sends a tiny photo.
func (p *Person) SendPhoto(caption string) int {
	return p.sendFile("photo", "", "image/jpeg", caption, "", tinyPNG())
}

// SendDocuments sends files as one album and returns the messages' ids.
func (p *Person) SendDocuments(name string, files ...[]byte) []int {
	p.s.mu.Lock()
	p.s.nextAlbum++
	album := strconv.Itoa(13_000_000_000_000 + p.s.nextAlbum)
	p.s.mu.Unlock()
	var out []int
	for _, data := range files {
		out = append(out, p.sendFile("document", name, "", "", album, data))
	}
	return out
}

// SendDocument sends a file.
func (p *Person) SendDocument(name string, data []byte) int {
	return p.sendFile("document", name, "", "", "", data)
}

// SendVoice sends a voice message.
func (p *Person) SendVoice() int {
	return p.sendFile("voice", "", "audio/ogg", "", "", []byte("OggS demo voice"))
}

// SendVideo sends a video.
func (p *Person) SendVideo(caption string) int {
	return p.sendFile("video", "video.mp4", "video/mp4", caption, "", []byte("demo video"))
}

// SendSticker sends a sticker.
func (p *Person) SendSticker() int {
	return p.sendFile("sticker", "", "image/webp", "", "", []byte("demo sticker"))
}

// SendLocation sends a place on the map.
func (p *Person) SendLocation(lat, lon float64) int {
	return p.say(message{content: content{Location: &location{Latitude: lat, Longitude: lon}}})
}

// SendContact shares a phone number: the person's own, or somebody else's.
func (p *Person) SendContact(phone string, own bool) int {
	c := &contact{Phone: phone, Name: "Somebody"}
	if own {
		c.Name, c.UserID = p.Name(), p.ID()
	}
	return p.say(message{content: content{Contact: c}})
}

// SendAlbum sends n photos at once and returns their ids.
func (p *Person) SendAlbum(n int) []int {
	p.s.mu.Lock()
	p.s.nextAlbum++
	album := strconv.Itoa(13_000_000_000_000 + p.s.nextAlbum)
	p.s.mu.Unlock()
	var out []int
	for range n {
		out = append(out, p.sendFile("photo", "", "image/jpeg", "", album, tinyPNG()))
	}
	return out
}
