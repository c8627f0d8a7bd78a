using Microsoft.Extensions.Options;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>What is promised to whoever sends something through a channel, in numbers, from the settings that the code itself obeys.</summary>
/// <param name="AnswerDays">Days until an answer is due.</param>
/// <param name="DaysKept">Days after closing until the content is erased.</param>
/// <param name="DaysUntouched">Days for which an open case may lie untouched until the content is erased.</param>
/// <param name="WarningDays">Days before the erasure on which the sender is told of it.</param>
/// <param name="DaysToUndo">Days in which a withdrawal can be taken back.</param>
/// <param name="Readers">Everybody who may read it, by role.</param>
public sealed record ChannelPromise(
    Channel Channel, int AnswerDays, int DaysKept, int DaysUntouched, int WarningDays, int DaysToUndo, IReadOnlyList<StaffRole> Readers);

/// <summary>The promises of every channel.</summary>
public sealed class ChannelPromises(IOptionsMonitor<AnsweringOptions> answering, IOptionsMonitor<RetentionOptions> retention)
{
    public ChannelPromise For(Channel channel)
    {
        var kept = retention.Get(channel.ToString());

        return new ChannelPromise(
            channel,
            answering.Get(channel.ToString()).Days,
            kept.DaysAfterClosing,
            kept.DaysUntouched,
            kept.WarningDays,
            kept.DaysToUndoWithdrawal,
            Enum.GetValues<StaffRole>());
    }
}
