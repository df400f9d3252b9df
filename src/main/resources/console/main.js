// The operators' console. Everything it shows is asked of the node that serves it.

import {again} from './http.js';
import {follow} from './live.js';
import {setNow} from './format.js';
import {makePlots, plot, refreshPlots} from './plots.js';
import {show, showLive} from './overview.js';
import {makeNodes, makeResources} from './nodes.js';
import {makeTable} from './connections.js';
import {makeDetail} from './detail.js';
import {makeExplain} from './explain.js';

const PLOTS_PAUSE = 30000;
let version;

makePlots(PLOTS_PAUSE);
makeDetail();
makeExplain();
makeTable(5000);
makeNodes(10000);
makeResources(5000);
again(refreshPlots, PLOTS_PAUSE);
follow((snapshot) => {
  version ??= snapshot.version;
  if (snapshot.version && snapshot.version !== version) {
    // the node serves another page than this one
    location.reload();
    return;
  }
  setNow(snapshot.at);
  show(snapshot);
  plot(snapshot);
}, showLive);
