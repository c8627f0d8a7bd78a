using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Optimetra.Core.Ledger;
using Optimetra.Core.Persistence;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Staff;

/// <summary>Who is to be invited. Only an employee can be an administrator.</summary>
public sealed record Invitee(string Email, string Name, StaffRole Role, bool IsAdministrator);

/// <summary>What an invitation says to whoever holds its link. On the first-run link, name and email address are null.</summary>
public sealed record InvitationView(string? Email, string? Name, StaffRole Role, bool IsAdministrator);

/// <summary>One row of the list of members.</summary>
public sealed record MemberRow(
    Guid Id, string Name, string Email, StaffRole Role, bool IsAdministrator, DateTime JoinedAt, DateTime? DeactivatedAt);

/// <summary>One row of the list of open invitations.</summary>
public sealed record InvitationRow(Guid Id, string Name, string Email, StaffRole Role, bool IsAdministrator, DateTime ExpiresAt);

/// <summary>What became of an invitation that somebody tried to use.</summary>
public abstract record Joining
{
    private Joining()
    {
    }

    public sealed record Joined(StaffMember Member) : Joining;

    /// <summary>The link was used, replaced, is too old or was never one.</summary>
    public sealed record LinkNotUsable : Joining;

    /// <summary>What was typed cannot be: each problem in words for the person.</summary>
    public sealed record Refused(IReadOnlyList<string> PasswordProblems, bool EmailIsTaken) : Joining;
}

/// <summary>The people who may sign in: inviting, joining, recognising, deactivating.</summary>
public sealed class StaffService
{
    /// <summary>How many members a list shows; a site with more is not the kind this one is built for.</summary>
    public const int MaxListed = 500;

    private const int LinkSecretLength = 20;

    private static readonly SemaphoreSlim Hashing = new(Environment.ProcessorCount);

    // Of a password that nobody has: an unknown address takes as long to refuse as a wrong password.
    private static string? _hashOfNobodysPassword;

    private readonly OptimetraDbContext _context;
    private readonly WriteQueue _writes;
    private readonly UserManager<StaffMember> _users;
    private readonly KeyedHashes _hashes;
    private readonly AccessLedger _ledger;
    private readonly TimeProvider _clock;
    private readonly ILogger<StaffService> _log;

    internal StaffService(
        OptimetraDbContext context,
        WriteQueue writes,
        UserManager<StaffMember> users,
        KeyedHashes hashes,
        AccessLedger ledger,
        TimeProvider clock,
        ILogger<StaffService> log)
    {
        _context = context;
        _writes = writes;
        _users = users;
        _hashes = hashes;
        _ledger = ledger;
        _clock = clock;
        _log = log;
    }

    /// <summary>The reader for a signed-in member, from the database as it is now; null if they are no longer who the sign-in says.</summary>
    public async Task<InternalReader?> FindReaderAsync(Guid memberId, string? securityStamp, CancellationToken cancellationToken)
    {
        var member = await _context.Users.AsNoTracking().SingleOrDefaultAsync(m => m.Id == memberId, cancellationToken);

        return member is not null && member.SecurityStamp == securityStamp ? InternalReader.For(member) : null;
    }

    /// <summary>Ends every sign-in of the reader, in whatever browser: a cookie that was copied is worth nothing after it.</summary>
    public Task EndSignInsAsync(InternalReader reader, CancellationToken cancellationToken) => _writes.RunAsync(
        async unit =>
        {
            var member = await unit.Users.SingleAsync(m => m.Id == reader.MemberId);
            member.EndSignIns();

            return true;
        },
        cancellationToken);

    /// <summary>The active member with this address and password, or null. It takes the same time whichever of the two is wrong.</summary>
    public async Task<StaffMember?> FindByPasswordAsync(string email, string password)
    {
        // Hashing is slow by intent: no more at once than there are cores, so that sign-ins cannot starve everything else.
        await Hashing.WaitAsync();
        try
        {
            return await CheckPasswordAsync(email, password);
        }
        finally
        {
            Hashing.Release();
        }
    }

    private async Task<StaffMember?> CheckPasswordAsync(string email, string password)
    {
        var member = await _users.FindByEmailAsync(email);
        if (member?.PasswordHash is null)
        {
            var nobody = NewMember(new Invitee("", "", StaffRole.Associate, IsAdministrator: false));
            _hashOfNobodysPassword ??= _users.PasswordHasher.HashPassword(nobody, Base64Url.EncodeToString(NewSecret()));
            _users.PasswordHasher.VerifyHashedPassword(nobody, _hashOfNobodysPassword, password);

            return null;
        }

        return await _users.CheckPasswordAsync(member, password) && member.IsActive ? member : null;
    }

    /// <summary>
    /// The secret of a new first-run link, which makes the first member of staff, an administrator; null if there is one already.
    /// Earlier first-run links stop working.
    /// </summary>
    public async Task<string?> IssueFirstRunLinkAsync(CancellationToken cancellationToken)
    {
        if (await _context.Users.AnyAsync(cancellationToken))
        {
            return null;
        }

        return await IssueAsync(email: null, name: null, StaffRole.Employee, isAdministrator: true, createdBy: null, cancellationToken);
    }

    /// <summary>The secret of a new one-time link for a colleague. Earlier links for the same address stop working.</summary>
    /// <exception cref="ArgumentException">An administrator who is no employee, or an address, name or role that cannot be.</exception>
    /// <exception cref="UnauthorizedAccessException">The reader is not an administrator.</exception>
    public Task<string> InviteAsync(InternalReader administrator, Invitee invitee, CancellationToken cancellationToken)
    {
        RequireAdministrator(administrator);

        return InviteAsync(invitee, administrator.MemberId, cancellationToken);
    }

    /// <summary>The same for a command given on the server itself, by whoever could read its files anyway. No page may call it.</summary>
    /// <exception cref="ArgumentException">An administrator who is no employee, or an address, name or role that cannot be.</exception>
    public Task<string> InviteFromServerAsync(Invitee invitee, CancellationToken cancellationToken) =>
        InviteAsync(invitee, createdBy: null, cancellationToken);

    /// <summary>Whether somebody with this address is a member already, active or not.</summary>
    public async Task<bool> IsMemberAsync(string email) => await _users.FindByEmailAsync(email) is not null;

    /// <summary>What the link's holder is invited to, or null if the link cannot be used.</summary>
    public async Task<InvitationView?> FindInvitationAsync(string linkSecret, CancellationToken cancellationToken) =>
        await FindUsableAsync(linkSecret, cancellationToken) is { } invitation
            ? new InvitationView(invitation.Email, invitation.Name, invitation.Role, invitation.IsAdministrator)
            : null;

    /// <summary>Makes the member and uses up the link, in one transaction.</summary>
    /// <param name="name">Taken on the first-run link only; else the invitation says who it is.</param>
    public async Task<Joining> JoinAsync(string linkSecret, string name, string email, string password, CancellationToken cancellationToken)
    {
        if (await FindUsableAsync(linkSecret, cancellationToken) is not { } invitation)
        {
            return new Joining.LinkNotUsable();
        }

        if (invitation.IsFirstRun && await _context.Users.AnyAsync(cancellationToken))
        {
            return new Joining.LinkNotUsable();
        }

        var member = NewMember(new Invitee(
            invitation.Email ?? email, invitation.Name ?? PlainText.Normalize(name), invitation.Role, invitation.IsAdministrator));
        invitation.UsedAt = _clock.UtcNow();

        try
        {
            // Identity's store saves the member and the used invitation together: they are in the same context.
            var created = await _users.CreateAsync(member, password);
            if (!created.Succeeded)
            {
                return new Joining.Refused(
                    [.. created.Errors.Where(e => e.Code == nameof(StaffPasswords)).Select(e => e.Description)],
                    created.Errors.Any(e => e.Code is nameof(IdentityErrorDescriber.DuplicateEmail)
                        or nameof(IdentityErrorDescriber.DuplicateUserName)));
            }
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Joining.LinkNotUsable();
        }

        _log.LogInformation("Member {MemberId} joined as {Role}, administrator: {IsAdministrator}", member.Id, member.Role, member.IsAdministrator);

        return new Joining.Joined(member);
    }

    /// <exception cref="UnauthorizedAccessException">The reader is not an administrator.</exception>
    public async Task<IReadOnlyList<MemberRow>> ListMembersAsync(InternalReader administrator, CancellationToken cancellationToken)
    {
        RequireAdministrator(administrator);

        return await _context.Users.AsNoTracking()
            .OrderBy(m => m.DeactivatedAt != null).ThenBy(m => m.Name).ThenBy(m => m.Id)
            .Take(MaxListed)
            .Select(m => new MemberRow(m.Id, m.Name, m.Email!, m.Role, m.IsAdministrator, m.JoinedAt, m.DeactivatedAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Ends a member's access from their next request on, voids the links that they made and ends what was shared with them. False if there is no such active member,
    /// it is the administrator themselves, or the administrator's own access has ended meanwhile: so there is always one left.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The reader is not an administrator.</exception>
    public async Task<bool> DeactivateAsync(InternalReader administrator, Guid memberId, CancellationToken cancellationToken)
    {
        RequireAdministrator(administrator);

        // In the queue, one after the other: two administrators who end each other's access at once must not both succeed.
        var done = await _writes.RunAsync(
            async unit =>
            {
                var now = _clock.UtcNow();
                var acting = await unit.Users.SingleAsync(m => m.Id == administrator.MemberId);
                var member = await unit.Users.SingleOrDefaultAsync(m => m.Id == memberId);
                if (acting is not { IsActive: true, IsAdministrator: true } || member is not { DeactivatedAt: null } || member.Id == acting.Id)
                {
                    return false;
                }

                member.Deactivate(acting.Id, now);
                foreach (var link in await OpenInvitations(unit, now).Where(i => i.CreatedBy == memberId).ToListAsync())
                {
                    link.VoidedAt = now;
                }

                foreach (var share in await unit.CaseShares
                    .Where(s => s.MemberId == memberId && s.EndedAt == null && s.Until > now).ToListAsync())
                {
                    share.End(acting.Id, now);
                    await _ledger.WriteAsync(unit, share.SubmissionId, LedgerAct.ShareEnded, new()
                    {
                        Reader = administrator,
                        OtherMemberId = memberId,
                        OtherRole = member.Role,
                    });
                }

                return true;
            },
            cancellationToken);
        if (done)
        {
            _log.LogInformation("Member {MemberId} was deactivated by {AdministratorId}", memberId, administrator.MemberId);
        }

        return done;
    }

    /// <summary>The links that could still be used, newest first.</summary>
    /// <exception cref="UnauthorizedAccessException">The reader is not an administrator.</exception>
    public async Task<IReadOnlyList<InvitationRow>> ListInvitationsAsync(InternalReader administrator, CancellationToken cancellationToken)
    {
        RequireAdministrator(administrator);

        return await OpenInvitations(_context, _clock.UtcNow()).AsNoTracking()
            .Where(i => i.Email != null)
            .OrderByDescending(i => i.CreatedAt)
            .Take(MaxListed)
            .Select(i => new InvitationRow(i.Id, i.Name!, i.Email!, i.Role, i.IsAdministrator, i.CreatedAt + Invitation.Lifetime))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Makes a link unusable. False if it was used, voided or too old already.</summary>
    /// <exception cref="UnauthorizedAccessException">The reader is not an administrator.</exception>
    public async Task<bool> VoidInvitationAsync(InternalReader administrator, Guid invitationId, CancellationToken cancellationToken)
    {
        RequireAdministrator(administrator);

        return await _writes.RunAsync(
            async unit =>
            {
                var now = _clock.UtcNow();
                if (await OpenInvitations(unit, now).SingleOrDefaultAsync(i => i.Id == invitationId) is not { } link)
                {
                    return false;
                }

                link.VoidedAt = now;

                return true;
            },
            cancellationToken);
    }

    private static IQueryable<Invitation> OpenInvitations(OptimetraDbContext context, DateTime now) =>
        context.Invitations.Where(i => i.UsedAt == null && i.VoidedAt == null && i.CreatedAt > now - Invitation.Lifetime);

    private static void RequireAdministrator(InternalReader reader)
    {
        if (!reader.IsAdministrator)
        {
            throw new UnauthorizedAccessException("Members are managed by administrators.");
        }
    }

    private static byte[] NewSecret() => RandomNumberGenerator.GetBytes(LinkSecretLength);

    private async Task<string> InviteAsync(Invitee invitee, Guid? createdBy, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(invitee.Role))
        {
            throw new ArgumentException("There is no such role.", nameof(invitee));
        }

        if (invitee.IsAdministrator && invitee.Role != StaffRole.Employee)
        {
            throw new ArgumentException("Only an employee can be an administrator.", nameof(invitee));
        }

        if (!PlainText.IsEmailAddress(invitee.Email))
        {
            throw new ArgumentException("The email address is not one that mail can be sent to.", nameof(invitee));
        }

        var name = PlainText.Normalize(invitee.Name);
        if (name.Length == 0 || PlainText.Length(name) > StaffMember.MaxNameLength || PlainText.HasBrokenCharacters(name, multiline: false))
        {
            throw new ArgumentException($"The name must have 1 to {StaffMember.MaxNameLength} characters.", nameof(invitee));
        }

        return await IssueAsync(
            invitee.Email, name, invitee.Role, invitee.IsAdministrator, createdBy, cancellationToken);
    }

    private async Task<string> IssueAsync(
        string? email, string? name, StaffRole role, bool isAdministrator, Guid? createdBy, CancellationToken cancellationToken)
    {
        var sameAddress = _users.NormalizeEmail(email);
        var secret = NewSecret();

        // In the queue, one after the other: of two links for one address that are made at once, the later must void the earlier.
        await _writes.RunAsync(
            async unit =>
            {
                var now = _clock.UtcNow();
                // The letter case of an address tells nobody apart. Links that are too old need no voiding.
                foreach (var earlier in (await OpenInvitations(unit, now).ToListAsync())
                    .Where(i => _users.NormalizeEmail(i.Email) == sameAddress))
                {
                    earlier.VoidedAt = now;
                }

                unit.Invitations.Add(new Invitation
                {
                    Id = Guid.CreateVersion7(now),
                    LinkHash = _hashes.HashLink(secret)[0],
                    Email = email,
                    Name = name,
                    Role = role,
                    IsAdministrator = isAdministrator,
                    CreatedAt = now,
                    CreatedBy = createdBy,
                });

                return true;
            },
            cancellationToken);

        return Base64Url.EncodeToString(secret);
    }

    private async Task<Invitation?> FindUsableAsync(string linkSecret, CancellationToken cancellationToken)
    {
        var secret = new byte[LinkSecretLength];
        if (!Base64Url.IsValid(linkSecret) || !Base64Url.TryDecodeFromChars(linkSecret, secret, out var length) || length != LinkSecretLength)
        {
            return null;
        }

        var hashes = _hashes.HashLink(secret);
        var invitation = await _context.Invitations.FirstOrDefaultAsync(i => hashes.Contains(i.LinkHash), cancellationToken);

        return invitation?.IsUsable(_clock.UtcNow()) == true ? invitation : null;
    }

    private StaffMember NewMember(Invitee invitee)
    {
        var now = _clock.UtcNow();

        return new StaffMember
        {
            Id = Guid.CreateVersion7(now),
            UserName = invitee.Email,
            Email = invitee.Email,
            Name = invitee.Name,
            Role = invitee.Role,
            IsAdministrator = invitee.IsAdministrator,
            JoinedAt = now,
        };
    }
}
