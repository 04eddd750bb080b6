/** The board's own line icons, one a channel and one a cost, and how words are set in a cell. */
import { shape } from "./dom.js";

const GLYPHS = {
  website: "M2.5 3.5h11v9h-11zM2.5 6.3h11M4.4 4.9h.01M6 4.9h.01",
  mobile_app: "M5 1.8h6v12.4H5zM7.2 12.2h1.6",
  email: "M2 3.8h12v8.4H2zM2.3 4.2 8 8.8l5.7-4.6",
  social_media: "M8 13.2S2.6 10 2.6 6.3A2.9 2.9 0 0 1 8 4.9a2.9 2.9 0 0 1 5.4 1.4C13.4 10 8 13.2 8 13.2z",
  advertising: "M2.5 6.5v3h2l6 3.5V3l-6 3.5zM12.8 6a3 3 0 0 1 0 4M5 9.5l.8 3.6h1.6",
  live_chat: "M2.5 3h11v8H7l-3 2.6V11H2.5zM5.5 7h.01M8 7h.01M10.5 7h.01",
  messaging: "M14 2 7.2 8.8M14 2 9.6 14 7.2 8.8 2 6.4z",
  phone: "M3.2 2.5h2.6l1.2 3-1.6 1.2a8 8 0 0 0 3.9 3.9l1.2-1.6 3 1.2v2.6c0 .5-.4.9-.9.9A10.3 10.3 0 0 1 2.3 3.4c0-.5.4-.9.9-.9z",
  video_call: "M2 4.5h8v7H2zM10 7.2l4-2.2v6l-4-2.2",
  online_community: "M6 7.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM2 13c0-2.3 1.8-3.7 4-3.7s4 1.4 4 3.7M10.6 3a2 2 0 0 1 0 4M11.4 9.5c1.6.3 2.6 1.6 2.6 3.5",
  review_site: "M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z",
  in_person: "M8 7.4a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM3 13.8c0-2.8 2.2-4.4 5-4.4s5 1.6 5 4.4",
  in_store: "M2.5 6.5 3.6 2.8h8.8l1.1 3.7M2.5 6.5a1.8 1.8 0 0 0 3.6 0 1.9 1.9 0 0 0 3.8 0 1.8 1.8 0 0 0 3.6 0M3.5 8.8v4.7h9V8.8M6.5 13.5V10h3v3.5",
  packaging: "M8 1.8l5.6 2.8v6.6L8 14.2l-5.6-3V4.6zM2.4 4.6 8 7.6l5.6-3M8 7.6v6.6",
  post: "M2 3.5h12v9H2zM10.4 5.4h1.8v2.2h-1.8zM4 8.5h4M4 10.5h6",
  event: "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v2.5M10.5 2v2.5",
  other: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 8h.01",
  time: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2 1.4",
  attention: "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  data: "M8 2c2.9 0 5 .9 5 2S10.9 6 8 6 3 5.1 3 4s2.1-2 5-2zM3 4v8c0 1.1 2.1 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.1 2 5 2s5-.9 5-2",
  money: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM9.8 6.2c-.4-.6-1-.9-1.8-.9-1 0-1.8.5-1.8 1.3 0 1.9 3.7.8 3.7 2.8 0 .8-.8 1.3-1.9 1.3-.9 0-1.6-.3-2-1M8 4.3v7.4",
  place: "M8 14s4.5-4.2 4.5-7.5a4.5 4.5 0 1 0-9 0C3.5 9.8 8 14 8 14zM8 8.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z",
  lanes: "M2.5 3.5h11M2.5 8h11M2.5 12.5h11",
};

/** @param {string} name @param {number} [size] */
export const glyph = (name, size = 14) => shape(GLYPHS[name] ?? GLYPHS.other, size);

/** Text as short lines: one is a paragraph, several are points; a typed "- " or "• " is the point's own. @param {string} text */
export function pointsOf(text) {
  return text.split("\n").map((line) => line.replace(/^\s*[-•*–]\s+/, "").trim()).filter(Boolean);
}
