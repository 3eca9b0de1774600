package flow

import "safeharbour/bot/source"

// flowFile is a flow file as it is written. The help texts go into the schema that editors use.
type flowFile struct {
	source.Pos
	Flow     source.Text   `yaml:"flow,required" help:"Id of the flow: small letters, digits and _. The message keys of its questions begin with it." pattern:"id"`
	Discreet bool          `yaml:"discreet" help:"True: one screen that is edited in place, answers are deleted, and nothing is sent first."`
	Keep     *bool         `yaml:"keep" help:"False: what the person answered is wiped as soon as they leave the flow or come to its end, unless they asked for a helper."`
	Scores   []source.Text `yaml:"scores" help:"Names of scores: sums of points that conditions can name." pattern:"id"`
	Flags    []flagFile    `yaml:"flags" help:"What adds to scores: conditions over answers, with points beside them."`
	Steps    []stepFile    `yaml:"steps,required" help:"The questions, in the order in which they are asked."`
}

// partFile is a file of questions that several flows use.
type partFile struct {
	source.Pos
	Part  source.Text    `yaml:"part,required" help:"Id of the part: small letters, digits and _. The message keys of its questions begin with it." pattern:"id"`
	Steps []questionFile `yaml:"steps,required" help:"The questions, in the order in which they are asked. Their conditions name questions of the part only, and today."`
}

// anyFile is a file of steps: a flow, or a part.
type anyFile struct {
	flow flowFile
	part *partFile // nil for a flow
}

// UnmarshalSource tells the two by the field part.
func (a *anyFile) UnmarshalSource(n source.Node, faults *source.Faults) {
	if _, ok := n.Field("part"); ok {
		a.part = &partFile{}
		n.Decode(a.part, faults)
		return
	}
	n.Decode(&a.flow, faults)
}

// stepFile is an entry of steps: a question, a repeat of questions, or the use of a part.
type stepFile struct {
	question *questionFile
	repeat   *repeatFile
	use      *useFile // with question: the entry that brought the question in
}

// UnmarshalSource tells them by the fields repeat and use.
func (s *stepFile) UnmarshalSource(n source.Node, faults *source.Faults) {
	var into any
	if _, ok := n.Field("repeat"); ok {
		s.repeat = &repeatFile{}
		into = s.repeat
	} else if _, ok := n.Field("use"); ok {
		s.use = &useFile{}
		into = s.use
	} else {
		s.question = &questionFile{}
		into = s.question
	}
	n.Decode(into, faults)
}

// useFile puts the questions of a part into a flow.
type useFile struct {
	source.Pos
	Use   source.Text `yaml:"use,required" help:"Id of the part whose questions are asked here." pattern:"id"`
	When  source.Text `yaml:"when" help:"Condition: the questions of the part are asked only when it holds."`
	Leave []leaveFile `yaml:"leave" help:"Questions of the part that are left out in some cases."`
}

// leaveFile leaves out questions of a part.
type leaveFile struct {
	source.Pos
	Steps []source.Text `yaml:"steps,required" help:"Questions of the part." pattern:"id"`
	When  source.Text   `yaml:"when,required" help:"Condition over steps of the flow: the questions are left out when it holds."`
}

// questionFile is a question. Fields with scope "top" are not allowed inside a repeat.
type questionFile struct {
	source.Pos
	ID        source.Text   `yaml:"id,required" help:"Name of the step for conditions and next: small letters, digits and _." pattern:"id"`
	Ask       source.Text   `yaml:"ask" help:"Message key of the question. Without it: <flow>.<id>. The key of choice c is <ask>.<c>." pattern:"key"`
	Answer    source.Text   `yaml:"answer,required" help:"What the person answers with." enum:"answer"`
	Choices   []source.Text `yaml:"choices" help:"one, many: the codes to choose from, in the order of the buttons. Write yes and no in quotes." pattern:"id"`
	Exclusive []source.Text `yaml:"exclusive" help:"many: choices that go with no other, such as none." pattern:"id"`
	Likely    []source.Text `yaml:"likely" help:"country: codes of two capital letters to offer as buttons. place: ids of places.yaml."`
	In        source.Text   `yaml:"in" help:"place: the step whose country it lies in. Its places are offered as buttons." pattern:"id"`
	Of        []source.Text `yaml:"of" help:"review: the steps and repeats whose answers are read back, in this order." pattern:"id"`
	Preset    []source.Text `yaml:"ticked" help:"many: what is ticked before the person ticks anything." pattern:"id"`
	Quick     bool          `yaml:"quick" help:"many: one press is the whole answer, unless the person says that there are several."`
	Long      bool          `yaml:"long" help:"date: it may lie long ago. The last months and years are offered as buttons, instead of today and yesterday."`
	Todo      bool          `yaml:"todo" help:"many: the choices are things to do. Every tick counts at once, staff see what is left, and the page comes back when the person does, until all is done."`
	Offer     []offerFile   `yaml:"offer" help:"many: choices that are offered only in some cases."`
	Again     source.Text   `yaml:"again" help:"Condition: with this answer the question is asked again when the person comes back."`
	Sign      *signFile     `yaml:"sign" help:"What an answer says about coercion. Staff read these together."`
	Max       *int          `yaml:"max" help:"text: the longest answer in characters; 1000 when missing."`
	Note      source.Text   `yaml:"note" help:"Message key of what stands under the question, such as what not to write." pattern:"key"`
	Lines     []lineFile    `yaml:"lines" help:"Paragraphs above the question."`
	Show      []lineFile    `yaml:"show" help:"What is said at the top of the next screen, after the answer."`
	Share     []lineFile    `yaml:"share" help:"A button sends these texts as a plain message of its own that can be passed on. Nothing about the person may stand in them."`
	When      source.Text   `yaml:"when" help:"Condition: the step is asked only when it holds."`
	Skip      *bool         `yaml:"skip" help:"False: the person must answer. Otherwise they may pass over the step."`
	Fact      source.Text   `yaml:"fact" help:"What the answer means to the rest of the bot." enum:"fact" scope:"top"`
	Consent   source.Text   `yaml:"consent" help:"Condition: with this answer the person agrees to a hand-off to staff." scope:"top"`
	Refused   source.Text   `yaml:"refused" help:"Condition: with this answer the person says no to a hand-off. Without it: whenever consent does not hold." scope:"top"`
	Handoff   source.Text   `yaml:"handoff" help:"Condition: with this answer the case goes to staff as soon as there is consent. true: with any answer." scope:"top"`
	Hide      source.Text   `yaml:"hide" help:"Condition: after this answer the screen is cleared." scope:"top"`
	Next      *nextFile     `yaml:"next" help:"The step that follows: an id further down, end, flow:<id>, or a list with conditions. Without it: the next one in the file." scope:"top"`
}

// repeatFile is a round of questions that is asked again as long as the person wants.
type repeatFile struct {
	source.Pos
	Repeat source.Text    `yaml:"repeat,required" help:"Name of the repeat: small letters, digits and _." pattern:"id"`
	Max    int            `yaml:"max,required" help:"The most rounds."`
	Again  source.Text    `yaml:"again,required" help:"Message key of the question, after each round, whether there is another one." pattern:"key"`
	When   source.Text    `yaml:"when" help:"Condition: the rounds are asked only when it holds."`
	Steps  []questionFile `yaml:"steps,required" help:"The questions of one round."`
}

// lineFile is a text with a condition.
type lineFile struct {
	source.Pos
	Text     source.Text `yaml:"text,required" help:"Message key." pattern:"key"`
	When     source.Text `yaml:"when" help:"Condition: the text is shown only when it holds."`
	Flags    source.Text `yaml:"flags" help:"lines and share: a score. The flags that hold and add to it are listed under the text." pattern:"id"`
	With     source.Text `yaml:"with" help:"What the text says by its placeholders. code: {{.Code}} the three words of the case, {{.Word}} the one that a helper says; left out without a case. no_case: nothing, and the text is left out when helpers have a case of this flow." enum:"with"`
	Contacts source.Text `yaml:"contacts" help:"Scope of the directory of contacts (hotlines.yaml): its contacts are listed under the text." pattern:"id"`
}

// offerFile are choices that are offered only when a condition holds.
type offerFile struct {
	source.Pos
	Choices []source.Text `yaml:"choices,required" help:"Some of the choices." pattern:"id"`
	When    source.Text   `yaml:"when,required" help:"Condition: they are offered only when it holds."`
}

// signFile says what an answer means for the question whether somebody was coerced.
type signFile struct {
	source.Pos
	ID       source.Text   `yaml:"id,required" help:"Short name of the sign, such as i3; several questions may share it." pattern:"id"`
	Elements []source.Text `yaml:"elements,required" help:"What of the definition of trafficking it belongs to: act, means, purpose, child." enum:"element"`
	Reports  source.Text   `yaml:"reports" help:"yesno: the answer that reports the sign; yes when missing." enum:"reports"`
	Strong   bool          `yaml:"strong" help:"True: this sign alone is a strong one."`
}

// nextFile is one target, or a list of targets with conditions.
type nextFile []targetFile

// UnmarshalSource takes both forms.
func (x *nextFile) UnmarshalSource(n source.Node, faults *source.Faults) {
	if n.IsText() {
		*x = nextFile{{Pos: n.Pos, To: n.Text()}}
		return
	}
	n.Decode((*[]targetFile)(x), faults)
}

// targetFile is one target.
type targetFile struct {
	source.Pos
	When source.Text `yaml:"when" help:"Condition: go there only when it holds. The last entry of the list has none."`
	To   source.Text `yaml:"to,required" help:"An id further down, end, or flow:<id>."`
}
