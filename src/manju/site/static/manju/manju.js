// What every page does besides showing itself: theme switch, palette, toasts, keyboard. Nothing here is needed to read a page.
import "./theme.js";
import "./palette.js";
import "./toast.js";
import "./upload.js";
import "./player.js";
import "./steps.js";
import "./suspects.js";
import "./exports.js";
import "./times.js";
