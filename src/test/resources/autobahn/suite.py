import json
import sys

from autobahn.websocket import connectWS, listenWS
from autobahntestsuite.fuzzing import FuzzingClientFactory, FuzzingServerFactory
from twisted.internet import reactor


def plain(value):
    if isinstance(value, dict):
        return dict((plain(k), plain(v)) for k, v in value.items())
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.encode("utf-8") if isinstance(value, unicode) else value


spec = plain(json.loads(sys.argv[2]))
if sys.argv[1] == "client":
    FuzzingClientFactory(spec)
else:
    listenWS(FuzzingServerFactory(spec))
    print "listening"
    sys.stdout.flush()
reactor.run()
