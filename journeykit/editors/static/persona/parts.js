/** What is told of a persona: texts, the story first, and lists, each with its title and what is asked. */

export const LINES = [
  { field: "story", title: "Story", prompt: "Tell it like a friend: who are they, and what is happening in their life?", big: true },
  { field: "situation", title: "Situation", prompt: "Where are they in life or business?" },
  { field: "feelings", title: "Feelings", prompt: "How do they feel about it?" },
  { field: "trigger", title: "Trigger", prompt: "Which event sets them going?" },
  { field: "goal", title: "Goal", prompt: "What do they want to have achieved?" },
];

export const LISTS = [
  { field: "motivations", title: "Motivations", one: "motivation", prompt: "What moves them?" },
  { field: "challenges", title: "Challenges", one: "challenge", prompt: "What stands in their way?" },
  { field: "questions", title: "Questions", one: "question", prompt: "What do they ask before they decide?" },
  { field: "behaviours", title: "Behaviours", one: "behaviour", prompt: "What do they do, and how do they decide?" },
  { field: "frustrations", title: "Frustrations", one: "frustration", prompt: "What annoys them today?" },
];
