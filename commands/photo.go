package commands

import (
	"context"

	"till/shop"
)

// pictureName is the name of a message's picture.
const pictureName = "photo.jpg"

// pictured shows the photo in the message's last card. One that is gone is left
// out: what the card says stands without it.
func (t *Till) pictured(ctx context.Context, m Message, id shop.PhotoID) Message {
	if id == "" || len(m.Cards) == 0 {
		return m
	}
	content, err := t.shop.Photo(ctx, id)
	if err != nil {
		return m
	}
	m.Made = append(m.Made, File{Name: pictureName, Type: "image/jpeg", Content: content})
	m.Cards[len(m.Cards)-1].Image = InMessage(pictureName)
	return m
}

// withPhoto does what a command asks for once its picture is there, which takes a
// while. A form cannot follow then: a button opens it, and names the photo.
func (t *Till) withPhoto(r Request, form func(shop.PhotoID) Route, do handler) Reply {
	v := r.voice()
	return Reply{Private: true, Later: func(ctx context.Context) Reply {
		id, err := t.shop.KeepPhoto(ctx, r.actor(), r.Files[0])
		if err != nil {
			return t.refuse(v, err)
		}
		r.photo, r.Files = id, nil
		reply := do(ctx, r)
		if reply.Modal != nil {
			return private(v.say(txtPhotoKept), button(v.say(btnFillRest), Primary, form(id)))
		}
		return reply
	}}
}

// about reads what a route's argument names: a photo, or a product.
func about(arg string) shop.Product {
	if id := shop.PhotoID(arg); id.Valid() {
		return shop.Product{Photo: id}
	}
	return shop.Product{ID: shop.ProductID(arg)}
}
