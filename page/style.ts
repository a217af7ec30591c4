// The look, a file of each subject; narrow screens last, since it changes what the others say.

import './style/base.css';
import './style/frame.css';
import './style/controls.css';
import './style/list.css';
import './style/exchanges.css';
import './style/miss.css';
import './style/live.css';
import './style/timeline.css';
import './style/tools.css';
import './style/overview.css';
import './style/narrow.css';
