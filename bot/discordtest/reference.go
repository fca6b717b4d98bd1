package discordtest

// addReference adds to the JSON of a message what it replies to, or forwards.
// Whether Discord shows a client without MESSAGE_CONTENT what a message says to
// which a mention replies is not documented; this fake does.
func (d *Discord) addReference(o object, m *Message) {
	switch {
	case m.Forwarded != "":
		o["message_reference"] = object{"type": 1, "channel_id": m.ChannelID, "message_id": m.ID} // of the original, which is elsewhere
		o["message_snapshots"] = []any{object{"message": object{
			"type": 0, "content": m.Forwarded, "embeds": []any{}, "attachments": []any{}, "components": []any{},
			"mentions": []any{}, "mention_roles": []any{}, "flags": 0, "timestamp": timestamp(m.At), "edited_timestamp": nil,
		}}}
	case m.ReplyTo != "":
		o["type"] = 19 // REPLY; source: resources/message, "Message Types"
		o["message_reference"] = object{"type": 0, "channel_id": m.ChannelID, "message_id": m.ReplyTo}
		o["referenced_message"] = nil // deleted
		if to := d.world.message(m.ChannelID, m.ReplyTo); to != nil && !to.Ephemeral() {
			shown := *to
			shown.ReplyTo = "" // one level deep
			o["referenced_message"] = d.messageJSON(&shown)
		}
	}
}
