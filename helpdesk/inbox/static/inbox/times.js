// On a page without a line: its times by the agent's own clock.

import { startClock } from "./clock.js";

startClock();
