using Microsoft.EntityFrameworkCore;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Tests.Infrastructure;

/// <summary>What happens by mail around a case: the letters as the mail server would get them.</summary>
internal static class LostCodeActs
{
    /// <summary>The waiting letters of a kind, unsealed, the oldest first.</summary>
    public static async Task<IReadOnlyList<(OutboxMail Mail, MailLetter Letter)>> LettersAsync(this CoreSite site, MailKind kind)
    {
        await using var context = site.Get<ContextSource>().Create();
        var mails = await context.OutboxMails.AsNoTracking().Where(m => m.Kind == kind).OrderBy(m => m.CreatedAt).ToListAsync();

        return [.. mails.Select(mail => (mail, Open(mail, context.CaseKeys.Single(k => k.SubmissionId == mail.SubmissionId))))];

        MailLetter Open(OutboxMail mail, CaseKey key)
        {
            using var cipher = site.Get<Seal>().Open(key);

            return MailLetter.FromBytes(cipher.Open(mail.Letter, SealedPlaces.Outbox(mail.Id)));
        }
    }

    public static Task<bool> AskCodeAsync(this CoreSite site, CaseReference reference, string email = "ada@example.org") =>
        site.Get<LostCodes>().AnswerAsync(reference, email, CancellationToken.None);

    /// <summary>Asks for a one-time code and reads it in the mail.</summary>
    public static async Task<ReceiptCode> MailedCodeAsync(this CoreSite site, CaseReference reference)
    {
        Assert.True(await site.AskCodeAsync(reference));

        return CodeIn((await site.LettersAsync(MailKind.OneTimeCode))[^1].Letter);
    }

    public static ReceiptCode CodeIn(MailLetter letter)
    {
        Assert.True(ReceiptCode.TryRead(letter.Code, out var code));

        return code;
    }

    /// <summary>The sender lost the code and gets a new one.</summary>
    public static async Task<Receipt> RenewCodeAsync(this CoreSite site, CaseReference reference)
    {
        var renewed = await site.ReplaceCodeAsync(reference, await site.MailedCodeAsync(reference));
        Assert.NotNull(renewed);

        return renewed;
    }
}
