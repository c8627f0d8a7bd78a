using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>What the holder of a receipt can do with their case.</summary>
public enum FileAct
{
    AddMessage,
    Correct,
    Withdraw,
    Undo,
    Erase,
}

public static class FileActs
{
    public static TheoryData<FileAct> Every => new(Enum.GetValues<FileAct>());

    /// <summary>A case where the act can be done at once, with its content as it stands.</summary>
    public static async Task<(Receipt Receipt, ContentVersion Current)> CaseReadyForAsync(this CoreSite site, FileAct act)
    {
        var receipt = await site.SendAsync();
        var current = (await site.FileOfAsync(receipt)).Current!;
        if (act == FileAct.Undo)
        {
            Assert.Equal(FileOutcome.Done, await site.WithdrawAsync(receipt));
        }

        return (receipt, current);
    }

    public static FormKind FormOf(FileAct act) => act switch
    {
        FileAct.AddMessage => FormKind.Message,
        FileAct.Correct => FormKind.Correction,
        FileAct.Withdraw => FormKind.Withdrawal,
        FileAct.Undo => FormKind.UndoWithdrawal,
        FileAct.Erase => FormKind.Erasure,
    };

    /// <summary>Does the act with whatever halves of a receipt are at hand; a correction is of the version that is named.</summary>
    public static Task<FileOutcome> DoAsync(
        this CoreSite site, FileAct act, CaseReference reference, ReceiptCode code, FormToken token, ContentVersion current, string words = "Words")
    {
        var never = CancellationToken.None;

        return act switch
        {
            FileAct.AddMessage => site.Files.AddMessageAsync(reference, code, words, token, never),
            FileAct.Correct => site.Files.CorrectAsync(reference, code, Given.CorrectionOf(current) with { Name = words }, token, never),
            FileAct.Withdraw => site.Files.WithdrawAsync(reference, code, token, never),
            FileAct.Undo => site.Files.UndoWithdrawalAsync(reference, code, token, never),
            FileAct.Erase => site.Files.EraseAsync(reference, code, token, never),
        };
    }
}
