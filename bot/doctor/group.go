package doctor

import "safeharbour/bot/telegram"

// group judges the staff group and what the bot may do there.
func (f *Symptoms) group(i telegram.Inspection) {
	g, r := i.Group, i.Rights
	switch {
	case g.Class == telegram.Migrated:
		f.Add(Doubtful, "group", "it became a supergroup and has a new id. A running bot follows it by itself; give the new id with --staff-chat all the same")
		return
	case g.Err != nil:
		f.Add(Faulty, "group", "the bot does not see it (%s). Add the bot to the group, and look at --staff-chat", telegram.Because(g.Err))
		return
	case g.Type != "supergroup":
		f.Add(Faulty, "group", "it is a %s, and must be a supergroup. Turn on topics in the group's settings: that makes it one", g.Type)
	case !g.IsForum:
		f.Add(Doubtful, "group", "it has no topics, so all cases stand in one stream. Turn on topics in the group's settings")
	default:
		f.Add(Healthy, "group", "a supergroup with topics")
	}
	f.rights(i, r.Status == "administrator" || r.Status == "creator")
	switch {
	case i.Write.Err != nil:
		f.Add(Faulty, "writing", "the bot may not write in the group (%s). Make it an administrator", telegram.Because(i.Write.Err))
	case i.Topic.Tried && i.Topic.Err != nil:
		f.Add(Faulty, "writing", "a topic could not be made and deleted (%s). Give the bot the rights to manage topics and to delete", telegram.Because(i.Topic.Err))
	case i.Topic.Tried:
		f.Add(Healthy, "writing", "the bot may write in the group; a topic was made and deleted")
	default:
		f.Add(Healthy, "writing", "the bot may write in the group (--try also makes a topic)")
	}
}

// rights judges what the bot may do in the group.
func (f *Symptoms) rights(i telegram.Inspection, admin bool) {
	r := i.Rights
	switch {
	case r.Err != nil:
		f.Add(Faulty, "rights", "could not be asked for (%s)", telegram.Because(r.Err))
		return
	case !admin:
		f.Add(Faulty, "rights", "the bot is no administrator of the group. Make it one, with the rights to manage topics, pin and delete")
	case i.Group.IsForum && !r.Topics:
		f.Add(Faulty, "rights", "the bot may not manage topics, so no case could get one. Give it that right")
	case !r.Pin || !r.Delete:
		f.Add(Doubtful, "rights", "the bot may not pin, or not delete. Give it both rights: cards are pinned, and what must go is deleted")
	default:
		f.Add(Healthy, "rights", "the bot may manage topics, pin and delete")
	}
	if !admin && !i.Me.ReadsAll {
		f.Add(Faulty, "privacy", "the bot does not get what staff write. Make it an administrator, or turn its group privacy off: @BotFather, /setprivacy, Disable")
		return
	}
	f.Add(Healthy, "privacy", "the bot gets what staff write")
}
