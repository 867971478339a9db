package commands

import (
	"strings"
	"testing"

	"till/shop/money"
)

func TestDirected(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"Mug, blue · 7K3M-9QXD", "Mug, blue · 7K3M-9QXD"},
		{"```\nPrice 5\n```", "```\nPrice 5\n```"},
		{"مرحبا", "[rtl:مرحبا]"},
		{"Blue Kiln يطلب منك\n\nMug", "[rtl:Blue Kiln يطلب منك]\n\nMug"},
		{"1. اكتب\n2. انتظر", "1. [rtl:اكتب]\n2. [rtl:انتظر]"},
		{"> مرحبا", "> [rtl:مرحبا]"},
		{isolateFirst + "UPS" + isolateEnd + " 1Z", "[rtl:[UPS] 1Z]"},
		{"**ادفع** الآن", "[rtl:**ادفع** الآن]"},
	} {
		if got := visible.Replace(directed(tt.text, 100)); got != tt.want {
			t.Errorf("%q becomes %q, not %q", tt.text, got, tt.want)
		}
	}
	full := strings.Repeat("م", 100)
	if got := directed(full, 100); got != full {
		t.Error("a text that just fits grew over its limit")
	}
}

// Values keep to themselves in Arabic, and are left alone elsewhere.
func TestIsolated(t *testing.T) {
	t.Parallel()
	ar := voice{language: "ar"}
	for value, want := range map[string]string{"": "", "7K3M-9QXD": "[7K3M-9QXD]", "a\nb": "[a]\n[b]"} {
		if got := visible.Replace(ar.isolated(value)); got != want {
			t.Errorf("%q becomes %q, not %q", value, got, want)
		}
		if got := (voice{language: "ja"}).isolated(value); got != value {
			t.Errorf("%q becomes %q in Japanese", value, got)
		}
	}
	amount, other := ar.money(money.New(25_00, "USD")), ar.money(money.New(1_00, "USD"))
	for value, want := range map[string]string{
		amount:                 "[rtl:٢٥٫٠٠_[ltr:US$]]",
		amount + " − " + other: "[rtl:[rtl:٢٥٫٠٠_[ltr:US$]] − [rtl:١٫٠٠_[ltr:US$]]]",
	} {
		if got := visible.Replace(ar.isolated(value)); got != want {
			t.Errorf("%q becomes %q, not %q", visible.Replace(value), got, want)
		}
	}
	if got := visible.Replace(ar.say("{item} ({ref})", "item", "Mug", "ref", "7K3M-9QXD")); got != "[Mug] ([7K3M-9QXD])" {
		t.Errorf("said: %q", got)
	}
}
