using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Optimetra.Core.Ledger;
using Optimetra.Core.Mail;
using Optimetra.Core.Persistence.Mappings;
using Optimetra.Core.Privacy;
using Optimetra.Core.Staff;
using Optimetra.Core.Submissions;

namespace Optimetra.Core.Persistence;

/// <summary>Everything the site keeps. One derived context per database, each with only its own migrations.</summary>
internal abstract class OptimetraDbContext(DbContextOptions options, SemaphoreSlim? gate) : IdentityUserContext<StaffMember, Guid>(options)
{
    public DbSet<Submission> Submissions => Set<Submission>();

    public DbSet<CaseKey> CaseKeys => Set<CaseKey>();

    public DbSet<SealedContent> SealedContents => Set<SealedContent>();

    public DbSet<SealedEntry> SealedEntries => Set<SealedEntry>();

    public DbSet<FormTokenUse> FormTokenUses => Set<FormTokenUse>();

    public DbSet<OneTimeCode> OneTimeCodes => Set<OneTimeCode>();

    public DbSet<OutboxMail> OutboxMails => Set<OutboxMail>();

    public DbSet<CaseShare> CaseShares => Set<CaseShare>();

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<KeyCheck> KeyChecks => Set<KeyCheck>();

    /// <summary>
    /// A context that is not the write queue's waits for its turn to write: SQLite has one writer, and two that fight for the lock
    /// are slower than two that queue.
    /// </summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (gate is null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<PolicyVersion>().HaveConversion<PolicyVersionConverter>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        builder.ApplyConfiguration(new SubmissionMapping());
        builder.ApplyConfiguration(new CaseKeyMapping());
        builder.ApplyConfiguration(new SealedContentMapping());
        builder.ApplyConfiguration(new SealedEntryMapping());
        builder.ApplyConfiguration(new OneTimeCodeMapping());
        builder.ApplyConfiguration(new OutboxMailMapping());
        builder.ApplyConfiguration(new FormTokenUseMapping());
        builder.ApplyConfiguration(new CaseShareMapping());
        builder.ApplyConfiguration(new LedgerEntryMapping());
        builder.ApplyConfiguration(new InvitationMapping());
        builder.ApplyConfiguration(new KeyCheckMapping());
        builder.ApplyConfiguration(new StaffMemberMapping());

        builder.Entity<IdentityUserClaim<Guid>>().ToTable("StaffClaims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("StaffLogins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("StaffTokens");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("StaffPasskeys");
    }

    /// <summary>SQLite forgets that a time is UTC; PostgreSQL refuses one that does not say so.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value, stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc));

    private sealed class PolicyVersionConverter() : ValueConverter<PolicyVersion, DateOnly>(
        value => value.Day, stored => new PolicyVersion(stored));
}

/// <summary>The site's data in one SQLite file.</summary>
internal sealed class SqliteOptimetraDbContext(DbContextOptions<SqliteOptimetraDbContext> options, SemaphoreSlim? gate = null)
    : OptimetraDbContext(options, gate);
