package commands

import "context"

// verify is /verify: whether a reference is one of this bot's, for whoever was
// shown it.
func (t *Till) verify() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "verify", Description: string(defVerify),
			Options: []OptionDefinition{{Name: "reference", Description: string(defVerifyRef), Type: StringOption, Required: true, MaxLength: maxOption}},
		},
		run: func(ctx context.Context, r Request) Reply {
			genuine, err := t.shop.Verify(ctx, r.actor(), r.Options["reference"])
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			return private(r.voice().say(genuineWords[genuine]))
		},
	}
}
