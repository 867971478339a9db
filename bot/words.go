package bot

import (
	"context"

	"till/commands"
)

// words are the few texts that are the bot's own, for when commands cannot speak: short, plain,
// and with what to do next.
type words struct {
	broken, again, done string
	gone, large         string // an attachment's name is filled in
}

const blank = "\u200b" // where Discord wants a text and there is none

var english = words{
	broken: "Something went wrong on our side. Try again in a minute.",
	again:  "That took too long. Press it again.",
	done:   "Done.",
	gone:   "(%s is no longer available.)",
	large:  "(%s is too large to pass on.)",
}

// translated is the words in the other languages of commands, by their codes. Lines that run from
// right to left say so, and what is filled into them is isolated, as it is there.
var translated = map[string]words{
	"es": {
		broken: "Algo falló por nuestra parte. Vuelve a intentarlo en un minuto.",
		again:  "Eso tardó demasiado. Toca de nuevo.",
		done:   "Completado.",
		gone:   "(%s ya no está disponible.)",
		large:  "(%s es demasiado grande para transmitirlo.)",
	},
	"de": {
		broken: "Bei uns ist etwas schiefgegangen. Versuche es in einer Minute erneut.",
		again:  "Das hat zu lange gedauert. Tippe noch einmal darauf.",
		done:   "Fertig.",
		gone:   "(%s ist nicht mehr verfügbar.)",
		large:  "(%s ist zu groß zum Weiterleiten.)",
	},
	"fr": {
		broken: "Un problème est survenu de notre côté. Réessayez dans une minute.",
		again:  "Cela a pris trop de temps. Touchez de nouveau.",
		done:   "Terminé.",
		gone:   "(%s n’est plus disponible.)",
		large:  "(%s ne peut pas être transmis\u00a0: le fichier est trop grand.)",
	},
	"pt-BR": {
		broken: "Algo deu errado do nosso lado. Tente de novo em um minuto.",
		again:  "Isso demorou demais. Toque de novo.",
		done:   "Concluído.",
		gone:   "(%s não está mais disponível.)",
		large:  "(%s é grande demais para ser encaminhado.)",
	},
	"ja": {
		broken: "こちら側で問題が起きました。1分ほど待ってから、もう一度試してください。",
		again:  "時間がかかりすぎました。もう一度タップしてください。",
		done:   "完了しました。",
		gone:   "（%s は利用できなくなりました）",
		large:  "（%s は大きすぎて送れません）",
	},
	"ar": {
		broken: "\u2067حدث خطأ عندنا. حاول ثانية بعد دقيقة.\u2069",
		again:  "\u2067استغرق ذلك وقتًا طويلًا. اضغط ثانية.\u2069",
		done:   "\u2067تم.\u2069",
		gone:   "\u2067(لم يعد الملف \u2068%s\u2069 متاحًا.)\u2069",
		large:  "\u2067(الملف \u2068%s\u2069 أكبر من أن يُمرّر.)\u2069",
	},
}

// wordsFor is the words in the language that somebody reads. What went wrong may be what knows it:
// then they are English.
func (b *Bot) wordsFor(ctx context.Context, who commands.Person) (w words) {
	defer func() {
		if p := recover(); p != nil {
			b.panicked(ctx, "language", p)
			w = english
		}
	}()
	if till := b.voice(); till != nil {
		if w, ok := translated[till.Language(ctx, who)]; ok {
			return w
		}
	}
	return english
}

// words is wordsFor whoever is answered.
func (a *answering) words(ctx context.Context) words { return a.bot.wordsFor(ctx, a.request.Actor) }
