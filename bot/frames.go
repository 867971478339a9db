package bot

import (
	"encoding/binary"
	"encoding/json"
	"errors"
)

// The gateway's opcodes that wire looks for ("Gateway Opcodes").
const (
	opDispatch       = 0
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// largestFrame is the most that one message of the gateway may take.
const largestFrame = 16 << 20

var errFrame = errors.New("the gateway sent a frame that is none")

// frames cuts a stream of WebSocket frames (RFC 6455, section 5.2; from the server, so unmasked)
// into whole messages.
type frames struct {
	raw     []byte // bytes that came and were not handed on
	payload []byte // of the message whose last frame is not there yet
	held    int    // length of that message's frames at raw's start
}

// message is one whole message: its bytes as they came, and what is in it.
type message struct {
	raw     []byte
	control byte // a control frame's opcode (8 close, 9 ping, 10 pong), 0 for data
	payload []byte
}

// add takes bytes.
func (f *frames) add(bytes []byte) { f.raw = append(f.raw, bytes...) }

// next returns the next whole message. ok is false when more bytes are needed.
func (f *frames) next() (m message, ok bool, err error) {
	for {
		rest := f.raw[f.held:]
		if len(rest) < 2 {
			return message{}, false, nil
		}
		final, opcode, masked := rest[0]&0x80 != 0, rest[0]&0x0f, rest[1]&0x80 != 0
		length, header := uint64(rest[1]&0x7f), 2
		switch {
		case masked:
			return message{}, false, errFrame
		case length == 126 && len(rest) >= 4:
			length, header = uint64(binary.BigEndian.Uint16(rest[2:])), 4
		case length == 127 && len(rest) >= 10:
			length, header = binary.BigEndian.Uint64(rest[2:]), 10
		case length >= 126:
			return message{}, false, nil
		}
		if length > largestFrame || uint64(len(f.payload))+length > largestFrame {
			return message{}, false, errFrame
		}
		if uint64(len(rest)-header) < length {
			return message{}, false, nil
		}
		size := header + int(length)
		payload := rest[header:size]
		if opcode >= 8 { // may stand between the frames of a message
			m = message{raw: append([]byte(nil), rest[:size]...), control: opcode, payload: append([]byte(nil), payload...)}
			f.raw = append(f.raw[:f.held], rest[size:]...)
			return m, true, nil
		}
		f.payload = append(f.payload, payload...)
		f.held += size
		if !final {
			continue
		}
		m = message{raw: append([]byte(nil), f.raw[:f.held]...), payload: f.payload}
		f.raw = append(f.raw[:0], f.raw[f.held:]...)
		f.payload, f.held = nil, 0
		return m, true, nil
	}
}

// envelope is what every payload of the gateway has around it.
type envelope struct {
	Op       int             `json:"op"`
	Type     string          `json:"t"`
	Sequence int64           `json:"s"`
	Data     json.RawMessage `json:"d"`
}

// closeCode reads a close frame's code; 1005 (RFC 6455) is none.
func closeCode(payload []byte) int {
	if len(payload) < 2 {
		return 1005
	}
	return int(binary.BigEndian.Uint16(payload))
}
