using Microsoft.Extensions.Options;
using Optimetra.Core.Retention;
using Optimetra.Core.Staff;

namespace Optimetra.Core.Submissions;

/// <summary>What is promised to whoever sends something through a channel, in numbers, from the settings that the code itself obeys.</summary>
/// <param name="AnswerDays">Days until an answer is due.</param>
/// <param name="DaysKept">Days after closing until the content is erased.</param>
/// <param name="Readers">Everybody who may read it, by role.</param>
public sealed record ChannelPromise(Channel Channel, int AnswerDays, int DaysKept, IReadOnlyList<StaffRole> Readers);

/// <summary>The promises of every channel.</summary>
public sealed class ChannelPromises(IOptionsMonitor<AnsweringOptions> answering, IOptionsMonitor<RetentionOptions> retention)
{
    public ChannelPromise For(Channel channel) => new(
        channel, answering.Get(channel.ToString()).Days, retention.Get(channel.ToString()).DaysAfterClosing, Enum.GetValues<StaffRole>());
}
