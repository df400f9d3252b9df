package one.commserver.relay.channel;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.relay.record.ChannelRecord;

import org.jspecify.annotations.Nullable;

/// Two joined clients, of which one at least is at this node. Its steps are taken one at a time, under its lock, in
/// which nothing waits: frames never take it. Any thread, unless said otherwise.
///
/// Spec: chapter 8, survival and closing.
public interface Channel {

    /// What is kept of it for a session that goes on elsewhere.
    ///
    /// @return null if it is over, or nothing is kept
    @Nullable ChannelRecord record(Party of);

    /// Lets frames flow.
    ///
    /// @return who has gone meanwhile, or null; then the channel is to be left on its behalf
    @Nullable Party join();

    /// The channel is open for a time only, unless the probation is ended before. Before anybody knows the channel.
    void onProbation(CallPolicy.Probation newProbation);

    CallPolicy.Probation probation();

    /// Who is at the other end.
    Identity peerOf(Party party);

    /// The server wants it no more: what waits is dropped, both ends are told.
    void sever(ChannelCloseReason why);

    /// What waits in this node for both ends, in bytes.
    long waiting();

    /// Lets go of what waits: the channel is interrupted, or, if it is being closed, ended.
    void relieve();

    /// How a client that returns finds it.
    ///
    /// @return null if it is over
    @Nullable ChannelSummary summary(Party of);

    /// An end is away, or room is needed: what is under way is dropped, nothing flows, and each end that is there is
    /// told.
    void interrupt();

    /// The same, unless somebody has done so already.
    void interruptIfOpen();

    /// Tells an end that has just returned of a break that its list doesn't have yet.
    void repeat(Party to, int known);

    /// An end says how far it has come. On its thread.
    void resume(Party by, int ofGeneration, long received);

    /// A client wants no more. On its thread.
    void close(Party by, @Nullable String ref, @Nullable String reason);

    /// A client's session is over; what it had sent still goes to the other one. On the thread of the one that is gone.
    void leave(Party gone, ChannelCloseReason why);

    /// Returns when both ends have been told of what made the flows that run now: frames mustn't overtake it. Called
    /// once by each thread for each flow.
    void awaitTold();

    /// A frame came for an end that wants no more.
    void frameDropped();

    /// A client sent beyond its credit. On its thread.
    void creditExceeded(ChannelEnd sender);

    /// A client's flow frame said what can't be. On its thread.
    void flowInvalid(Party by);
}
