package discord

// personalFollowups is how many follow-ups a command installed to a user may have where the bot is
// not a member.
const personalFollowups = 5

// createFollowup adds a message to an interaction's answer. Right after a deferred answer it
// fills that one instead ("Create Followup Message").
func (d *Discord) createFollowup(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, err := d.interactionOf(r)
	if err != nil {
		return reply{}, err
	}
	f := r.form()
	in := readDraft(r, f, answerFlags, nil)
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	if i.deferred {
		if in.empty() {
			return reply{}, errEmptyMessage()
		}
		in.flags = keepEphemeral(in.flags)
		if err := d.fill(i, i.original, in); err != nil {
			return reply{}, err
		}
		return ok(d.messageObject(i.original))
	}
	if i.personal && i.followups >= personalFollowups {
		return reply{}, errFollowups()
	}
	m, err := d.answerMessage(i, in)
	if err != nil {
		return reply{}, err
	}
	i.followups++
	return ok(d.messageObject(m))
}

// keepEphemeral is flags without the one that cannot be changed any more.
func keepEphemeral(flags *int) *int {
	if flags == nil {
		return nil
	}
	return new(*flags &^ FlagEphemeral)
}

// followup is the message that a webhook route names. The caller holds the lock.
func (d *Discord) followup(r *request) (*interaction, *message, error) {
	i, err := d.interactionOf(r)
	if err != nil {
		return nil, nil, err
	}
	m := i.original
	if id := r.PathValue("message"); id != "@original" {
		m = i.channel.find(id)
		if m != nil && m.interaction != i && m != i.original {
			m = nil
		}
	}
	if m == nil || m.channel.find(m.id) == nil {
		return nil, nil, errUnknownMessage()
	}
	return i, m, nil
}

func (d *Discord) getFollowup(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, m, err := d.followup(r)
	if err != nil {
		return reply{}, err
	}
	return ok(d.messageObject(m))
}

func (d *Discord) editFollowup(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, m, err := d.followup(r)
	if err != nil {
		return reply{}, err
	}
	f := r.form()
	in := readDraft(r, f, FlagSuppressEmbeds|FlagComponentsV2, m)
	if err := f.problems.err(); err != nil {
		return reply{}, err
	}
	if err := d.fill(i, m, in); err != nil {
		return reply{}, err
	}
	return ok(d.messageObject(m))
}

// fill edits an answer. The first edit of a thinking message makes it a plain one.
func (d *Discord) fill(i *interaction, m *message, in draft) error {
	if m.flags&FlagLoading == 0 {
		return d.edit(m, in)
	}
	if err := d.apply(m, in); err != nil {
		return err
	}
	m.flags &^= FlagLoading
	i.deferred = false
	d.messageEvent("MESSAGE_UPDATE", m)
	return nil
}

func (d *Discord) deleteFollowup(r *request) (reply, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, m, err := d.followup(r)
	if err != nil {
		return reply{}, err
	}
	if m == i.original {
		i.deferred = false
	}
	d.world.remove(m)
	d.messageEvent("MESSAGE_DELETE", m)
	return nothing()
}
